import { lifter } from '../lifter.ts';
import { fileOf, said } from '../say.ts';
import { whole, writes } from '../whole.ts';

export default lifter({
  kind: 'certificate',
  whole: true,
  modules: ['ansible.builtin.copy'],
  keywords: [],
  lift(task, _args, context) {
    const [, name] =
      writes(
        task,
        /^\/(?:usr\/local\/share\/ca-certificates|etc\/pki\/\w+(?:-\w+)?(?:\/source)?\/anchors)\/(.+)\.crt$/,
      ) ?? [];
    const { content, src } = task.args;
    return whole(
      'certificate',
      name,
      typeof src === 'string' ? { source: fileOf(src, context.file) } : { content: said(content ?? null) },
      task,
      context,
    );
  },
});
