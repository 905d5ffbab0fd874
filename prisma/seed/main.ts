import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { closeDatabase, prisma } from '#server/platform/db.ts';
import { readEnv } from '#server/platform/env.ts';
import { demoPassword, seedDistrict } from './demo.ts';

const env = readEnv(process.env);
const accounts = [
  ['chair', '主持人 chair'],
  ['w066', '委员 member'],
  ['w067', '委员 member'],
  ['clerk', '书记员 clerk'],
  ['technician', '会场技术员 venue technician'],
  ['office', '机关 office'],
  ['dept1', '承办单位 department'],
  ['street01', '街道 street'],
  ['admin', '管理员 administrator'],
  ['w253', '首次登录须改密码 first sign-in'],
] as const;

if ((await prisma.user.count()) === 0) {
  const district = await seedDistrict(env);
  const members = district.members.filter((one) => one.sector === '教育').slice(0, 2);
  const shown = accounts.map(([username, about]) => {
    if (username === 'w066') return { username: members[0]?.username ?? username, about };
    if (username === 'w067') return { username: members[1]?.username ?? username, about };
    return { username, about };
  });
  mkdirSync(env.DATA_DIR, { recursive: true });
  writeFileSync(
    path.join(env.DATA_DIR, 'demo-accounts.json'),
    `${JSON.stringify({ password: demoPassword, accounts: shown }, null, 2)}\n`,
  );
  for (const { username, about } of shown)
    process.stdout.write(`  ${username.padEnd(12)} ${demoPassword}   ${about}\n`);
}
await closeDatabase();
