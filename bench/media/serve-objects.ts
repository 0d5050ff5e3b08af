import { startObjectServer } from './object-server.ts';

const main = async (): Promise<void> => {
  console.log(JSON.stringify({ url: (await startObjectServer()).url }));
};

void main();
