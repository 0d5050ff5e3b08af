import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

/** Lets somebody read single items of a table, and query it and its indexes. */
export const grantRead = (grantee: IGrantable, tableArn: string): Grant =>
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resourceArns: [tableArn, `${tableArn}/index/*`],
  });
