/** What leads to a message, and what to do about it, for the messages whose example on the page does not say both. */
import type { projectMessages } from '../generator/diagnostics/project-messages.js';
import type { MessageCode } from '../generator/diagnostics/registry.js';

type Causes = Readonly<Record<keyof typeof projectMessages, string>> & Readonly<Partial<Record<MessageCode, string>>>;

export const causes: Causes = {
  'spec-not-found':
    'Neither the working directory nor a folder above it, up to the root of the project, has a spec. Run `npx mwgen init`, or pass the path of the spec.',
  'spec-ambiguous': 'Keep one of the files, or pass the path of the one that is meant.',
  'spec-unreadable':
    'The path leads to a folder, to something that is no regular file, or to a file that you may not read. Correct the path or the permissions.',
  'spec-not-utf8': 'The file was saved in another encoding, such as Windows-1252 or UTF-16. Save it as UTF-8.',
  'spec-exists': '`init` runs once. Edit the spec and run `npx mwgen generate`, or remove the spec first.',
  'output-outside':
    'A symbolic link, or `root`, leads out of the project, which is the repository or otherwise the package. Choose a folder inside it, or remove the link.',
  'output-blocked':
    'Something else is in the way of a generated file: a folder with its name, a file where a folder has to be, a broken link, or missing permissions. Move it, or choose another output.',
  'output-collision':
    'Two specs would overwrite the files of each other. Give each its own output folder, or write all middleware in one spec.',
  'file-edited':
    'The code of a generated file is not what its hash says. Move your code to [hooks](generated-code.md#hooks) and revert the edit, or overwrite it with `npx mwgen generate --force`.',
  'file-conflict':
    'Git has merged two versions of a generated file, and one of them was edited by hand, or the file was edited since. Save your code, and run `npx mwgen generate --force`.',
  'file-foreign':
    'A file with the name of a generated one has no header of mwgen. Move it, choose another output folder, or replace it with `npx mwgen generate --force`.',
  'file-left-edited':
    'The spec no longer asks for this file, but it has an edit. Remove it, or remove its first two lines to keep it as a file of your own.',
  'file-changed-meanwhile':
    'An editor or another run has written the file between reading and writing. Run the command again.',
  'write-failed':
    'The disk is full, read-only or not permitted. Files that were written before are complete. Mend it, and run the command again.',
  'hooks-lack': 'The spec asks for a hook that your file does not export. Add the function that the message shows.',
  'hooks-conflict': 'Git left conflict markers in your file. Resolve them; mwgen does not change hooks files.',
  'hooks-renamed':
    'A middleware was renamed in the spec, and its hooks file was not. Move it with the `git mv` command that the message shows.',
  'hooks-unused': 'The spec has no hooks for it any more. Remove the file if you do not need it.',
  'prettier-config':
    'Prettier cannot read or run its configuration. Run `npx prettier --check .`, which says more about it.',
  'tsconfig-unreadable':
    'A `tsconfig.json`, or one that it extends, is not valid. `npx tsc --showConfig` says more about it.',
  'package-unreadable': 'A `package.json` is not valid JSON. Correct it.',
  'settings-unreadable': 'Settings that generated code depends on cannot be read. Correct the permissions of the file.',
  'language-floor':
    'Generated code would not run on versions that the project allows. Raise the lower limit in the file.',
  'compiler-floor':
    'The compiler may not know members of the standard library that generated code uses. Raise `target`, or set `lib`.',
  usage: 'The command line is not understood. `npx mwgen --help` and `npx mwgen COMMAND --help` show what there is.',
  'init-undecided': '`init` cannot find out by itself, and there is no terminal to ask in. Pass the flag.',
  unsupported:
    'The feature is not possible on this framework. `npx mwgen targets` says why. Leave it out, or give that target a spec of its own.',
  'spec-too-large': 'Use patterns with `*` and `**` for lists of routes.',
  'yaml-half-character': 'The text was cut within a character, such as an emoji. Write the character again.',
  'yaml-too-deep': 'No spec needs this. Remove levels.',
  'yaml-alias-cycle': 'Remove the alias, or move the anchor.',
  'yaml-alias-expansion': 'Aliases of lists of aliases grow quickly. Write out what is needed.',
  'yaml-merge': 'Write `<<: *name` with the anchor of a mapping.',
  'yaml-key': 'Keys are plain words. Put text with brackets or braces in double quotes.',
  'duplicate-key': 'Remove one of the two, or join what is below them.',
  'reserved-key': 'Choose another name.',
  'number-range': 'Write a number in the range.',
  'empty-list': 'Write at least one entry, or remove the key.',
  'control-in-text': 'Remove the character.',
  'duplicate-entry': 'Remove one of the two.',
  'output-path': 'Write a folder relative to the folder of the spec, with slashes.',
  'name-form': 'The name becomes a file and a function, so it has letters, digits and dashes only.',
  'name-clash': 'Both names lead to the same function. Rename one.',
  'route-duplicate': 'Remove one of the two.',
  'route-feature-off': 'Turn the feature on, or remove it from the entry.',
  'header-name': 'A header name has letters, digits and dashes.',
  'header-twice': 'Header names are compared without regard to case. Keep one of the entries.',
  'header-edge-space': 'Servers remove such spaces. Write the value without them.',
  'expose-nothing': 'Set a header in the spec, or remove `expose`.',
  'size-range': 'Write a size in the range.',
  'spill-small': 'Raise `maxBytes` of `spill`, or lower that of the body.',
};
