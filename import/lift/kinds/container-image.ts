import { lifter } from '../lifter.ts';
import { word } from '../say.ts';
import { whole } from '../whole.ts';

export default lifter({
  kind: 'container_image',
  whole: true,
  modules: ['ansible.builtin.command'],
  keywords: [],
  lift(task, args, context) {
    const [engine, image, inspect, name] = args.texts('argv') ?? [];
    if (image !== 'image' || inspect !== 'inspect') return null;
    return whole(
      'container_image',
      name,
      { engine: engine === 'docker' ? undefined : word(engine!) },
      task,
      context,
    );
  },
});
