// mailauth as a peer of signers.py, which says how it is called.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

// Modules are where npm was told to put them, not beside this file.
const require = createRequire(path.resolve(process.env.EML_NPM, 'x.js'));
const { dkimSign } = require('mailauth/lib/dkim/sign.js');
const { dkimVerify } = require('mailauth/lib/dkim/verify.js');

async function sign(algorithm, canonicalization, signingDomain, selector, key,
                    source, target) {
    const privateKey = fs.readFileSync(key, 'utf8');

    for (const name of fs.readdirSync(source).sort()) {
        const message = fs.readFileSync(path.join(source, name));
        const made = await dkimSign(message, {
            canonicalization, algorithm,
            signatureData: [{ signingDomain, selector, privateKey, algorithm }],
        });

        if (made.errors.length)
            throw made.errors[0];
        fs.writeFileSync(path.join(target, name),
            Buffer.concat([Buffer.from(made.signatures, 'binary'), message]));
    }
}

async function verify(zone, source) {
    const names = JSON.parse(fs.readFileSync(zone, 'utf8'));
    const resolver = async (name, type) => {
        const records = (names[name] || {})[type];

        if (!records)
            throw Object.assign(new Error(name), { code: 'ENOTFOUND' });
        return records.map(r => [r]);
    };

    for (const name of fs.readdirSync(source).sort()) {
        const message = fs.readFileSync(path.join(source, name));
        const { results } = await dkimVerify(message, { resolver });
        const { result, comment } = results[0].status;

        console.log(`${name}\t${result === 'pass' ? 'pass'
            : `fail: ${result} ${comment || ''}`}`);
    }
}

await (process.argv[2] === 'sign' ? sign : verify)(...process.argv.slice(3));
