import { describe, expect, it } from 'vitest';
import { Figure } from '../../../pwa/src/rpc/index.js';
import { filesIn } from '../../../pwa/src/workspace/files_in.js';
import { jobPicture } from '../../../pwa/src/workspace/job_picture.js';

describe('the files of a result', () => {
  it('are found wherever an op puts them', async () => {
    const model = new File(['m'], 'model.zip');
    const found = await filesIn([model, { report: new Blob(['r'], { type: 'text/plain' }), n: 3 }, null, 'text']);
    expect(found.map(({ name, type, size }) => [name, type, size])).toEqual([
      ['model.zip', '', 1],
      ['result', 'text/plain', 1],
    ]);
    expect(await filesIn(new Map([['a', model]]))).toEqual([]);
  });

  it('are looked for only as deep as ops nest them', async () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(await filesIn(circle)).toEqual([]);
  });
});

describe('a picture of a job', () => {
  it('is what a browser shows', async () => {
    const figure = new Figure(new Uint8Array([1, 2]), 'image/png');
    const picture = await jobPicture({ name: 'Curve', data: figure });
    expect([picture?.name, picture?.file.type, picture?.file.size]).toEqual(['Curve', 'image/png', 2]);
  });

  it('is none where something else was told', async () => {
    expect(await jobPicture(null)).toBeNull();
    expect(await jobPicture({ name: 'Text', data: 'no picture' })).toBeNull();
  });
});
