import { arrow, type Box, bracket, drawing, label, numeral, rectangle } from './svg.ts';

/** One step of url-provider on the way to a link. */
interface Step {
  readonly question: string;
  /** Who answers, or where the result goes. */
  readonly by: string;
}

/** The first three are asked at the same time: none needs the answer of another. */
const ASKED_TOGETHER: readonly Step[] = [
  { question: 'Whose token is this?', by: 'Twilio' },
  { question: 'Is there a recording?', by: 'S3' },
  { question: 'Whose call was it?', by: 'the catalog' },
];
const THEN: readonly Step[] = [
  { question: 'May this user play it?', by: 'Cedar policies, default deny' },
  { question: 'Record the decision', by: 'DynamoDB, or no link' },
  { question: 'Release the link', by: 'it expires' },
];
const STEPS = [...ASKED_TOGETHER, ...THEN];

/** Where a link leads. */
const AUDIO: readonly Step[] = [
  { question: 'S3', by: 'plain recordings: one object, GET only, for minutes' },
  { question: 'media', by: 'encrypted recordings: verified, decrypted while they stream' },
];

const SIZE = { width: 980, height: 456 };
const INSIGHTS: Box = { x: 20, y: 20, width: 170, height: 416 };
const ACCOUNT: Box = { x: 350, y: 20, width: 610, height: 416 };
const GATEWAY: Box = { x: 366, y: 60, width: 92, height: 256 };
const PROVIDER: Box = { x: 490, y: 60, width: 454, height: 256 };
const MEDIA: Box = { x: 366, y: 336, width: 578, height: 84 };
/** Where the steps begin, and how far they are apart. */
const FIRST_STEP = { x: PROVIDER.x + 24, y: PROVIDER.y + 56 };
const STEP_HEIGHT = 36;
/** Where the numbers' column of answers begins. */
const ANSWER_X = PROVIDER.x + 240;
const INSIGHTS_END = INSIGHTS.x + INSIGHTS.width;
const [ASK_Y, ANSWER_Y, AUDIO_Y] = [100, 280, 378];
const BETWEEN_X = (INSIGHTS_END + ACCOUNT.x) / 2;

/** Draws how a request becomes a link, and the link audio: docs/request-path.svg. */
export const drawRequestPath = (): string =>
  drawing(
    SIZE,
    {
      title: 'The path of a request',
      description: `The player asks url-provider. ${STEPS.map(({ question, by }, index) => `${index + 1}: ${question} (${by}).`).join(' ')} The link leads to ${AUDIO.map(({ question, by }) => `${question} (${by})`).join(' or to ')}.`,
    },
    [
      rectangle({ x: 0.5, y: 0.5, width: SIZE.width - 1, height: SIZE.height - 1 }, 'paper'),
      rectangle(INSIGHTS, 'group'),
      label({ x: INSIGHTS.x + 16, y: INSIGHTS.y + 26 }, 'Flex Insights', { class: 'title' }),
      label({ x: INSIGHTS.x + 16, y: ASK_Y + 5 }, 'The player asks'),
      label({ x: INSIGHTS.x + 16, y: ANSWER_Y + 5 }, 'gets a link'),
      label({ x: INSIGHTS.x + 16, y: AUDIO_Y + 5 }, 'and plays.'),
      rectangle(ACCOUNT, 'group'),
      label({ x: ACCOUNT.x + 16, y: ACCOUNT.y + 26 }, 'Your AWS account', { class: 'title' }),
      rectangle(GATEWAY, 'part'),
      label({ x: GATEWAY.x + GATEWAY.width / 2, y: ASK_Y + 5 }, 'HTTP API', { anchor: 'middle' }),
      rectangle(PROVIDER, 'part'),
      label({ x: PROVIDER.x + 16, y: PROVIDER.y + 28 }, 'url-provider', { class: 'title' }),
      ...STEPS.flatMap(({ question, by }, index) => {
        const y = FIRST_STEP.y + index * STEP_HEIGHT;
        return [
          numeral({ x: FIRST_STEP.x, y }, index + 1),
          label({ x: FIRST_STEP.x + 20, y: y + 5 }, question),
          label({ x: ANSWER_X, y: y + 5 }, by, { class: 'note' }),
        ];
      }),
      bracket({ x: ANSWER_X + 84, y: FIRST_STEP.y - 10 }, (ASKED_TOGETHER.length - 1) * STEP_HEIGHT + 20),
      label({ x: ANSWER_X + 98, y: FIRST_STEP.y + STEP_HEIGHT + 5 }, 'at the same time', { class: 'note' }),
      rectangle(MEDIA, 'part'),
      ...AUDIO.flatMap(({ question, by }, index) => {
        const y = MEDIA.y + 36 + index * 26;
        return [
          label({ x: MEDIA.x + 16, y }, question, { class: 'title' }),
          label({ x: MEDIA.x + 148, y }, by, { class: 'note' }),
        ];
      }),
      arrow({ x: INSIGHTS_END, y: ASK_Y }, GATEWAY.x),
      label({ x: BETWEEN_X, y: ASK_Y - 10 }, 'GET /sec_rec', { class: 'code', anchor: 'middle' }),
      label({ x: BETWEEN_X, y: ASK_Y + 20 }, 'Basic token:…', { class: 'code', anchor: 'middle' }),
      arrow({ x: GATEWAY.x + GATEWAY.width, y: ASK_Y }, PROVIDER.x),
      arrow({ x: PROVIDER.x, y: ANSWER_Y }, GATEWAY.x + GATEWAY.width),
      arrow({ x: GATEWAY.x, y: ANSWER_Y }, INSIGHTS_END),
      label({ x: BETWEEN_X, y: ANSWER_Y - 10 }, '{"media_url":…}', { class: 'code', anchor: 'middle' }),
      arrow({ x: INSIGHTS_END, y: AUDIO_Y }, MEDIA.x),
      label({ x: BETWEEN_X, y: AUDIO_Y - 10 }, 'GET media_url', { class: 'code', anchor: 'middle' }),
      label({ x: BETWEEN_X, y: AUDIO_Y + 20 }, 'the audio', { class: 'note', anchor: 'middle' }),
    ],
  );
