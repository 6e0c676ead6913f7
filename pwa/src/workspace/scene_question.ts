/** Which other images of a file that holds several the person wants to see. */
import type { Answer } from './actions.js';
import type { Questions } from './questions.js';

/** @param shown the one that is seen already. @returns positions of others. */
export async function askScenes(
  questions: Questions,
  title: string,
  scenes: readonly string[],
  shown: number,
): Promise<readonly number[]> {
  const others = scenes.map((name, at) => ({ value: at, label: name })).filter(({ value }) => value !== shown);
  const answer: Answer = await questions.ask({
    kind: 'form',
    from: title,
    title: '',
    text: `${title} holds ${scenes.length} images. ${scenes[shown]} is shown. Open another?`,
    params: [
      {
        name: 'scene',
        title: 'Image',
        doc: '',
        required: true,
        optional: false,
        default: -1,
        type: {
          kind: 'choice',
          choices: [{ value: -1, label: 'None' }, ...others, { value: -2, label: 'All of them' }],
        },
      },
    ],
  });
  if (typeof answer !== 'object' || answer === null || !('values' in answer)) return [];
  const { scene } = answer.values;
  const chosen = scene?.kind === 'json' ? Number(scene.value) : -1;
  if (chosen === -2) return others.map(({ value }) => value);
  return chosen >= 0 ? [chosen] : [];
}
