// Makes settings.json from the sources of Packer and its plugins, which say what each setting is called and of what
// type it is: node stdlib/packer/renew.mjs [QEMU_PLUGIN OPENSTACK_PLUGIN ANSIBLE_PLUGIN PACKER]
// The arguments are folders with those sources; without them Go's own client downloads the modules below.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const modules = [
  'github.com/hashicorp/packer-plugin-qemu@v1.1.5',
  'github.com/hashicorp/packer-plugin-openstack@v1.1.4',
  'github.com/hashicorp/packer-plugin-ansible@v1.1.7',
  'github.com/hashicorp/packer@v1.6.6',
];
const given = process.argv.slice(2);
const [qemu, openstack, ansible, old] = modules.map((name, i) => given[i] ?? downloaded(name));

function downloaded(name) {
  const told = execFileSync('go', ['mod', 'download', '-json', name], { encoding: 'utf8' });
  return JSON.parse(told).Dir;
}

/** What a Go file says of settings: the type of each, and the settings within one that is a block. */
function settingsOf(path) {
  const text = readFileSync(path, 'utf8');
  const specs = new Map();
  const functions = /func \(\*(\w+)\) HCL2Spec\(\) [^\n]*\{\n\ts := [^\n]*\{\n(.*?)\n\t\}\n/gs;
  for (const [, owner, body] of text.matchAll(functions)) {
    const found = {};
    for (const [, name, spec] of body.matchAll(/^\t\t"(\w+)":\s*&hcldec\.(.*),$/gm)) {
      const attribute = /^AttrSpec\{.*?Type: (.*), Required/.exec(spec);
      const block = /^BlockSpec\{.*\(\*(\w+)\)\(nil\)/.exec(spec);
      if (attribute !== null) found[name] = typeOf(attribute[1]);
      else if (block !== null) found[name] = { block: block[1] };
    }
    specs.set(owner, found);
  }
  return withBlocks(specs.get('FlatConfig'), specs);
}

/** Names of specs become what those say, at any depth: the file has them in no order. */
function withBlocks(spec, specs) {
  const whole = (type) =>
    typeof type === 'object' && 'block' in type ? withBlocks(specs.get(type.block), specs) : type;
  return Object.fromEntries(Object.entries(spec).map(([name, type]) => [name, whole(type)]));
}

/** `cty.List(cty.List(cty.String))` is `list(list(string))`. */
function typeOf(go) {
  return go
    .replaceAll('cty.', '')
    .replace(/\bUint8\b/g, 'Number')
    .toLowerCase();
}

function both(newer, older) {
  const all = {};
  for (const name of [...new Set([...Object.keys(newer), ...Object.keys(older)])].sort()) {
    // What Packer tells its plugins is nobody's to set.
    if (name.startsWith('packer_')) continue;
    const known = name in newer ? (name in older ? 'both' : 'new') : 'old';
    all[name] = { type: newer[name] ?? older[name], ...(known !== 'both' && { only: known }) };
  }
  return all;
}

const spec = (folder, path) => settingsOf(join(folder, path));
const builders = {
  qemu: 'builder/qemu/config.hcl2spec.go',
  openstack: 'builder/openstack/builder.hcl2spec.go',
};
const provisioner = 'provisioner/ansible/provisioner.hcl2spec.go';
const result = {
  about: {
    new: modules.slice(0, 3).map((name) => name.replace(/^.*\//, '')),
    old: modules[3].replace(/^.*\//, ''),
  },
  qemu: both(spec(qemu, builders.qemu), spec(old, builders.qemu)),
  openstack: both(spec(openstack, builders.openstack), spec(old, builders.openstack)),
  ansible: both(spec(ansible, provisioner), spec(old, provisioner)),
};
writeFileSync(join(import.meta.dirname, 'settings.json'), `${JSON.stringify(result, null, 2)}\n`);
