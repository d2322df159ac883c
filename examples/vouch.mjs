// Asks vouchd from Node, without packages.
//
//   node vouch.mjs SOCKET verify FILE KEY
//   node vouch.mjs SOCKET events AFTER [COUNT]

import { readFileSync } from "node:fs";
import { request } from "node:http";
import { createInterface } from "node:readline";

function call(socketPath, method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const asked = request({
      socketPath, method, path,
      headers: body ? { ...headers, "Content-Length": body.length } : headers,
    }, resolve);
    asked.on("error", reject);
    asked.end(body);
  });
}

async function read(response) {
  let text = "";
  for await (const piece of response.setEncoding("utf8")) text += piece;
  return JSON.parse(text);
}

export async function verify(socket, file, key) {
  const response = await call(socket, "POST", "/v1/verify?evidence=none", readFileSync(file),
                              { "Idempotency-Key": key });
  const answer = await read(response);
  if (response.statusCode !== 200) throw new Error(`${answer.type}: ${answer.detail}`);
  return answer;
}

// Events from one after `after` on, for ever.
export async function* events(socket, after) {
  const response = await call(socket, "GET", `/v1/events?after=${after}`);
  if (response.statusCode !== 200) throw new Error(JSON.stringify(await read(response)));
  for await (const line of createInterface({ input: response }))
    if (line) yield JSON.parse(line); // an empty line is a heartbeat
}

const [socket, command, first, second] = process.argv.slice(2);
if (command === "verify") {
  console.log(JSON.stringify(await verify(socket, first, second)));
} else if (command === "events") {
  let left = second ? Number(second) : Infinity;
  for await (const event of events(socket, first)) {
    console.log(JSON.stringify(event));
    if (--left === 0) process.exit(0);
  }
}
