import { isUnchanged } from './asset.ts';
import type { AssetFolder } from './asset-folder.ts';
import type { ClientConnection } from './client-connection.ts';
import { sendAnswer, sendRefusal, streamAsset } from './local-answer.ts';
import { REFUSED } from './refusal.ts';
import type { Visit } from './visit.ts';

const NOTHING = Buffer.alloc(0);

/** What a folder of built files has for a request. */
export function sendFile(client: ClientConnection, visit: Visit, folder: AssetFolder): void {
  const { request, target } = visit;
  const found = folder.find(target.decoded, request.acceptEncoding);
  if (found === null) sendRefusal(client, visit, REFUSED.notFound);
  else if (found.kind === 'folder') {
    // No target begins with two slashes, so this leads to no other host.
    const location = `${target.path}/${request.target.slice(target.path.length)}`;
    const headers = `Location: ${location}\r\nCache-Control: no-cache\r\n`;
    sendAnswer(client, visit, { status: 308, headers, body: NOTHING, policies: 0 });
  } else {
    const { status, asset } = found;
    const { headers, body } = asset;
    if (status === 200 && isUnchanged(request.ifNoneMatch, asset.etag))
      sendAnswer(client, visit, { status: 304, headers, body: NOTHING, policies: 0 });
    else if (body === null) streamAsset(client, visit, asset, status);
    else sendAnswer(client, visit, { status, headers, body, policies: 0 });
  }
}
