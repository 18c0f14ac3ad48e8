// The interview is being prepared: looks every two seconds whether there is more to see, and only then moves the page.

const PAUSE_MS = 2000;

async function look() {
  if (await waits()) setTimeout(look, PAUSE_MS);
  else location.reload();
}

async function waits() {
  try {
    const answer = await fetch(location.href);
    return answer.status >= 500 || (await answer.text()).includes('id="waiting"');
  } catch {
    return true; // the network is away; a later look finds it again
  }
}

setTimeout(look, PAUSE_MS);
