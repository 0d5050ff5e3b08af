import { z } from 'zod';
import type { TemplateReader } from '../template-reader.ts';

const SubscriptionProperties = z.object({ TopicArn: z.string(), Protocol: z.string(), Endpoint: z.string() });

/** A subscription of a topic. */
interface SubscriptionDefinition {
  readonly protocol: string;
  readonly endpoint: string;
}

/** An SNS topic of the template. */
export interface TopicDefinition {
  readonly arn: string;
  readonly subscriptions: readonly SubscriptionDefinition[];
}

/** Reads all topics of the template, with their subscriptions. */
export const readTopics = (reader: TemplateReader): TopicDefinition[] => {
  const subscriptions = reader.resources('AWS::SNS::Subscription', SubscriptionProperties);
  return reader.resources('AWS::SNS::Topic', z.object({})).map(({ ref }) => ({
    arn: ref,
    subscriptions: subscriptions
      .filter(({ properties }) => properties.TopicArn === ref)
      .map(({ properties: { Protocol, Endpoint } }) => ({ protocol: Protocol, endpoint: Endpoint })),
  }));
};
