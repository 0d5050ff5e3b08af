import { byId } from '../../../bin/pages/browser/dom.ts';
import type { PlayerModel } from '../player-model.ts';

/** Loads the data of the page. When they cannot be loaded, says so on the page and rejects. */
export const loadModel = async (): Promise<PlayerModel> => {
  try {
    const response = await fetch('/model.json');
    if (!response.ok) throw new Error(`/model.json answered ${response.status}`);
    return (await response.json()) as PlayerModel;
  } catch (error) {
    const place = byId('load-trouble');
    place.textContent = `The users and recordings could not be loaded (${String(error)}). Look whether npm start still runs, then load the page again.`;
    place.hidden = false;
    throw error;
  }
};
