'use strict';

// Swagger UI edits a JSON body as open text and repeats it in a curl command. Passwords are typed into a password field
// instead, and there is no curl command.
const fieldsInsteadOfText = () => ({
  wrapComponents: {
    RequestBody: (Original, system) => (props) => {
      const h = system.React.createElement;
      if (!props.isExecute) {
        return h(Original, props);
      }
      const changed = (event) => props.onChange(body(event.currentTarget));
      return h('div', { className: 'reset-fields', onInput: changed },
        field(h, 'password', h('input', { name: 'password', type: 'password', autoComplete: 'new-password' })),
        field(h, 'reason', h('input', { name: 'reason', type: 'text', autoComplete: 'off' })),
        field(h, 'characterType', h('select', { name: 'characterType' },
          ['', 'normal', 'db', 'cs'].map((type) => h('option', { key: type, value: type }, type)))));
    },
    curl: () => () => null,
  },
});

function field(h, name, input) {
  return h('label', {}, h('span', {}, name), input);
}

function body(fields) {
  const given = [...fields.querySelectorAll('[name]')].filter((input) => input.value !== '');
  return JSON.stringify(Object.fromEntries(given.map((input) => [input.name, input.value])));
}

SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#docs',
  plugins: [fieldsInsteadOfText],
  validatorUrl: null,
  persistAuthorization: false,
  requestSnippetsEnabled: false,
  tryItOutEnabled: true,
  docExpansion: 'list',
});
