// A portal in TypeScript on the generated client: a reset, its replay, and one that is refused.
import { Configuration, ResetApi, ResponseError } from './client/index';

declare const process: { argv: string[] };

const [, , basePath, instanceId] = process.argv;

function expect(good: boolean, what: string): void {
  if (!good) {
    throw new Error(what);
  }
}

async function main(): Promise<void> {
  const resets = new ResetApi(new Configuration({ basePath, accessToken: 'demo-token' }));
  const request = { instanceId, idempotencyKey: '"typescript"', reset: { password: 'Correct!Horse7', reason: 'generated' } };

  const accepted = await resets.resetRootPasswordRaw(request);
  expect(!accepted.raw.headers.has('Idempotent-Replayed'), 'the first is no replay');
  const first = await accepted.value();
  expect(first.outcome === 'accepted', first.outcome);

  const replayed = await resets.resetRootPasswordRaw(request);
  expect(replayed.raw.headers.get('Idempotent-Replayed') === 'true', 'the second is a replay');
  expect((await replayed.value()).attemptId === first.attemptId, 'of the same attempt');

  try {
    await resets.resetRootPassword({ instanceId, reset: { password: 'short' } });
    throw new Error('not refused');
  }
  catch (refused) {
    if (!(refused instanceof ResponseError)) {
      throw refused;
    }
    const problem = await refused.response.json();
    expect(problem.type === 'urn:problem-type:root-password:password-policy', problem.type);
  }
  console.log('accepted, replayed, refused');
}

main();
