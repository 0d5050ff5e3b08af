import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

/** Lets somebody read single items of tables, and query them and their indexes. */
export const grantRead = (grantee: IGrantable, ...tableArns: readonly string[]): Grant =>
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resourceArns: tableArns.flatMap(tableArn => [tableArn, `${tableArn}/index/*`]),
  });
