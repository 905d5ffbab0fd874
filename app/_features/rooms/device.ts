/** What this browser remembers of its owner's devices. */
export interface DeviceChoice {
  readonly cameraId: string | null;
  readonly microphoneId: string | null;
  readonly speakerId: string | null;
}

const deviceKey = 'hub.device';
const choiceKey = 'hub.devices';
const consentKey = 'hub.consent';
const checkedKey = 'hub.checked';
const enteredKey = (meetingId: string): string => `hub.entered.${meetingId}`;

const noChoice: DeviceChoice = { cameraId: null, microphoneId: null, speakerId: null };

/** Storage may be forbidden; the page then only forgets sooner. */
function read(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}
function write(storage: () => Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // Nothing to do: see above.
  }
}
const lasting = (): Storage => localStorage;
const ofTab = (): Storage => sessionStorage;

let own: string | null = null;

/** This browser's id, by which one publishing device per person is told apart (R3). */
export function deviceId(): string {
  own ??= read(lasting, deviceKey);
  if (own === null || !/^[A-Za-z0-9_-]{8,40}$/.test(own)) {
    own = crypto.randomUUID().replaceAll('-', '');
    write(lasting, deviceKey, own);
  }
  return own;
}

export function rememberedChoice(): DeviceChoice {
  try {
    return { ...noChoice, ...(JSON.parse(read(lasting, choiceKey) ?? '{}') as Partial<DeviceChoice>) };
  } catch {
    return noChoice;
  }
}
export const rememberChoice = (choice: DeviceChoice): void => write(lasting, choiceKey, JSON.stringify(choice));

/** The version of the consent that was agreed to on this device; whether it is still the newest is the server's to say (K2). */
export const agreedVersion = (): string | null => read(lasting, consentKey);
export const hasAgreed = (): boolean => agreedVersion() !== null;
export const rememberConsent = (version: string | null): void => write(lasting, consentKey, version);

/** Camera or microphone were open in the check before: the person has let this page use them. */
export const hasCheckedDevices = (): boolean => read(ofTab, checkedKey) !== null;
export const rememberChecked = (): void => write(ofTab, checkedKey, '1');

/** A reload of this tab goes straight back into the room. */
export const wasInside = (meetingId: string): boolean => read(ofTab, enteredKey(meetingId)) !== null;
export const rememberInside = (meetingId: string, isInside: boolean): void =>
  write(ofTab, enteredKey(meetingId), isInside ? '1' : null);
