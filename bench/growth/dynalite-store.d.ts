declare module 'dynalite/db/index.js' {
  type Item = Readonly<Record<string, unknown>>;
  interface Table {
    readonly TableName: string;
    readonly GlobalSecondaryIndexes?: readonly object[];
  }
  interface Put {
    readonly type: 'put';
    readonly key: string;
    readonly value: Item;
  }
  interface Part {
    batch(operations: readonly Put[], callback: (error?: Error | null) => void): void;
  }
  interface Store {
    /** The LevelDB database. */
    readonly db: {
      open(): Promise<void>;
      close(): Promise<void>;
      compactRange(from: string, to: string): Promise<void>;
    };
    getTable(name: string, callback: (error: Error | null, table: Table) => void): void;
    getItemDb(table: string): Part;
    getIndexDb(type: 'Global', table: string, index: string): Part;
  }
  interface Dynalite {
    /** Opens the folder that dynalite keeps its tables in. */
    create(options: { readonly path: string }): Store;
    createKey(item: Item, table: Table): string;
    getIndexActions(
      indexes: readonly object[],
      before: undefined,
      item: Item,
      table: Table,
    ): { readonly puts: readonly { readonly index: string; readonly key: string; readonly item: Item }[] };
  }
  const dynalite: Dynalite;
  export = dynalite;
}
