import { ruleBook } from '../../rule.ts';

/** The app is what somebody asked for. */
export const { rules, find } = ruleBook('real', {
  template: {
    code: 'STILL_THE_TEMPLATE',
    title: 'This is the template and not yet an app',
    why: 'the template works by itself, so everything before this stage says nothing of what was asked for',
    fix: 'write features.json, then ./scalr add entity <name> field:type … --access owner, then the pages; delete the notes',
    dont: 'rename the notes into what was asked for',
    page: 'Compared are the models and pages with those of the template. As soon as the app has a record or a page of its own and no notes page of the template is left, this passes.',
  },
  noFeatures: {
    code: 'FEATURES_MISSING',
    title: 'Nobody wrote down what the app is for',
    why: 'without the list there is nothing to hold the app against',
    fix: 'write features.json: one entry for each thing the person asked for, with steps that prove it; ./scalr example features',
    page: '`{"features": [{"says": "Everybody sees the list", "checks": [{"as": "member", "request": "POST /api/items", "body": {"name": "Tent {{run}}"}, "expect": {"status": 201}}, {"as": "other", "page": "/", "steps": [{"see": "Tent {{run}}"}]}]}]}`',
  },
  badFeatures: {
    code: 'FEATURES_INVALID',
    title: 'features.json cannot be read',
    why: 'a list that cannot be read proves nothing',
    fix: 'mend what is named; ./scalr example features shows a whole one',
    page: 'Steps are requests (`as`, `request`, `body`, `expect`, `save`) or pages (`as`, `page`, `steps` of `click`, `fill`, `choose`, `check`, `see`, `dontSee`). `{{run}}` is new for each run, `{{name}}` what was saved.',
  },
  featureFails: {
    code: 'FEATURE_FAILS',
    title: 'Something that was asked for does not work',
    why: 'the person asked for it',
    fix: 'make the app do it; change the step only where the step itself is wrong',
    dont: 'delete the feature or weaken its steps',
    page: 'The steps of a feature run in order, each as the person it names, against the running app. Use `{{run}}` in names, so that nothing meets what somebody else wrote. What the steps made is deleted again, as far as the app lets test people delete it.',
  },
  network: {
    side: 'env',
    code: 'FEATURE_NETWORK_CHANGED',
    title: 'The network of the machine kept a feature from being tried',
    why: 'the browser gave requests up again and again, which says nothing about the app',
    fix: './scalr doctor; check again once no container or network interface comes or goes',
    dont: 'edit code',
    page: 'The browser answers requests with an error of its own when an interface of the network comes or goes. A page that meets it is opened again, several times; only then this is said.',
  },
});
