import type { Stack } from 'aws-cdk-lib';

/**
 * Returns task attributes with which Flex Insights requests a call's recording from this deployment, as JSON to paste.
 * Replace the recording's SID and its start (epoch milliseconds), by which Insights aligns the call's segments.
 * Source: Twilio, "Custom Media attached to Conversations".
 */
export const taskAttributesExample = (stack: Stack, urlProviderUrl: string): string =>
  stack.toJsonString({
    conversations: {
      media: [
        {
          type: 'VoiceRecording',
          url_provider: `${urlProviderUrl}?recording_sid=RE00000000000000000000000000000000`,
          start_time: 1574350320000,
          channels: ['customer', 'others'],
          title: 'Call',
        },
      ],
    },
  });
