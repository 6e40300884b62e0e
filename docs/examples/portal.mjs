// node portal.mjs http://127.0.0.1:8080 dds-demo1 — with TOKEN and NEW_PASSWORD in the environment
const [, , service, instance] = process.argv;
const { TOKEN: token, NEW_PASSWORD: password } = process.env;
const path = `${service}/instances/${instance}/root-password`;
const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

async function post(url, key) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Authorization': `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': `"${key}"`,
      'On-Behalf-Of': 'alice@example.com',
      'Accept-Language': 'en',
    },
    body: JSON.stringify({ password, reason: 'self-service' }),
  });
  return { ...await response.json(), retryAfter: Number(response.headers.get('Retry-After') ?? 2) };
}

async function reset(key) {
  let answer, unconfirmed;
  for (let attempt = 1; attempt <= 4; attempt++) {
    // No answer is as good as an unconfirmed one
    answer = await post(path, key).catch(() => ({ outcome: 'unconfirmed', retryable: true, retryAfter: 2 }));
    if (answer.outcome === 'unconfirmed' || answer.earlierOutcome === 'unconfirmed') {
      unconfirmed = { outcome: 'unconfirmed', attemptId: answer.attemptId ?? unconfirmed?.attemptId };
    }
    if (!answer.retryable) {
      break;
    }
    console.log(`${answer.outcome}, asking again in ${answer.retryAfter} s`);
    await sleep(Math.min(answer.retryAfter, 30));
  }
  // A rejection denies no change that an earlier try may have made
  return answer.outcome === 'rejected' && unconfirmed ? { ...answer, ...unconfirmed } : answer;
}

async function poll(attemptId) {
  for (let look = 1; look <= 5; look++) {
    const response = await fetch(`${service}/attempts/${attemptId}`, { headers: { 'Authorization': `Bearer ${token}` } });
    const attempt = await response.json();
    if (response.ok && !['open', 'unconfirmed'].includes(attempt.outcome)) {
      return attempt;
    }
    await sleep(10);
  }
  return { outcome: 'unconfirmed' };
}

const policy = await (await fetch(`${service}/password-policy`)).json();
if (!new RegExp(policy.pattern).test(password)) {
  console.log(`rejected: ${policy.minLength} to ${policy.maxLength} characters of ${policy.minClasses} kinds, please`);
  process.exit(1);
}
const key = crypto.randomUUID();
let answer = await post(`${path}/validation`, key);
if (answer.outcome === 'acceptable') {
  answer = await reset(key);
}
if (answer.outcome === 'unconfirmed' && answer.attemptId) {
  answer = await poll(answer.attemptId);
}
console.log(answer.detail ? `${answer.outcome}: ${answer.detail}` : answer.outcome);
