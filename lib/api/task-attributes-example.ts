import type { Stack } from 'aws-cdk-lib';

/**
 * Task attributes that make Flex Insights ask this deployment for a call's recording, as JSON to paste; the recording's
 * SID and the start of the call (epoch milliseconds) have to be replaced.
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
