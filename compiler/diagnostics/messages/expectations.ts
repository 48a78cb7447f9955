import { area } from '../area.ts';

/** What is expected of the booted image. */
export default area('VK10', 'expectations', 'What is expected of the booted image.', {
  VK1001: {
    severity: 'error',
    message: '`{name}` says what is expected of the booted image, and stands in `expect`.',
    help: 'Write `expect \u007b {name} … \u007d` around it.',
    why: 'Resources say what is put on the machine. What is only checked there stands apart from them.',
    wrong: 'image a {\n  os = [debian12]\n  package nginx\n  «port» 80\n}\n',
    right: 'image a {\n  os = [debian12]\n  package nginx\n  expect {\n    port 80\n  }\n}\n',
  },
  VK1002: {
    severity: 'error',
    message: '`{name}` is done to a machine, and `expect` only looks at one.',
    help: 'Here can stand: {known}.',
    why: 'The image is built before it is checked. What is to be on it stands in the image or in a role, outside of `expect`.',
    wrong: 'image a {\n  os = [debian12]\n  package nginx\n  expect {\n    «directory» "/srv/www"\n  }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  package nginx\n  directory "/srv/www"\n  expect {\n    file "/srv/www" { mode = 0755 }\n  }\n}\n',
  },
});
