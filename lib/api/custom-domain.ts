import { CfnOutput } from 'aws-cdk-lib';
import {
  ApiMapping,
  DomainName,
  EndpointType,
  type HttpApi,
  type IStage,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';

/** A domain of the company, and its certificate in ACM, in the stack's region. */
export interface CustomDomainProps {
  readonly domainName: string;
  readonly certificateArn: string;
  readonly api: HttpApi;
  readonly stage: IStage;
}

/**
 * The company's own domain for the API. The address in tasks then outlives the stack: a new deployment takes the domain over
 * after the DNS record points at it. The API keeps its own address too, so that tasks with that one still work.
 */
export class CustomDomain extends Construct {
  constructor(scope: Construct, id: string, { domainName, certificateArn, api, stage }: CustomDomainProps) {
    super(scope, id);
    const domain = new DomainName(this, 'Domain', {
      domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'Mapping', { api, domainName: domain, stage });
    const target = new CfnOutput(this, 'DomainTarget', {
      value: domain.regionalDomainName,
      description: `Target of the DNS record (CNAME or alias) of ${domainName}`,
    });
    target.overrideLogicalId('DomainTarget');
  }
}
