/** The parts of a CloudFormation template that are read here. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Rules?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
}

type Properties = Readonly<Record<string, unknown>> & {
  readonly Code?: { readonly S3Bucket: unknown; readonly S3Key: string };
};

/** The parameters that say where the assets are. */
const PARAMETERS = {
  AssetsBucket: {
    Type: 'String',
    Description: "The S3 bucket with the functions' code, in the region of the stack",
  },
  AssetsPrefix: {
    Type: 'String',
    Default: '',
    Description: 'What the keys of these objects begin with, such as "flex-secure-playback/"',
  },
};

/**
 * Returns the template without what only the CDK can resolve: the code of the functions comes from the bucket of a parameter
 * instead of the CDK's own, and the check of the CDK's bootstrap stack is gone. All logical ids stay, so a stack can change
 * from one way of deployment to the other.
 */
export const plainTemplate = (template: Template): { readonly template: Template; readonly assets: string[] } => {
  const assets = new Set<string>();
  const resources = Object.entries(template.Resources).map(([id, resource]) => {
    const { Properties: properties } = resource;
    if (!properties?.Code) return [id, resource] as const;
    const hash = properties.Code.S3Key.replace(/\.zip$/, '');
    assets.add(hash);
    const code = { S3Bucket: { Ref: 'AssetsBucket' }, S3Key: { 'Fn::Sub': `\${AssetsPrefix}${hash}.zip` } };
    return [id, { ...resource, Properties: { ...properties, Code: code } }] as const;
  });
  const { Rules: _rules, Parameters: { BootstrapVersion: _version, ...parameters } = {}, ...rest } = template;
  return {
    template: {
      ...rest,
      Parameters: { ...PARAMETERS, ...parameters },
      Resources: Object.fromEntries(resources),
    } as Template,
    assets: [...assets],
  };
};
