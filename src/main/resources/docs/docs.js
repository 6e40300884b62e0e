'use strict';

// Swagger UI edits a JSON body as open text and repeats it in a curl command. Passwords are typed into a password field
// instead, with the site's rules beside it, and there is no curl command.
const fieldsInsteadOfText = ({ React: { createElement: h, useId } }) => ({
  wrapComponents: {
    RequestBody: (Original, system) => (props) => {
      const id = useId();
      if (!props.isExecute) {
        return h(Original, props);
      }
      const rule = (...path) => props.requestBody.getIn(['content', 'application/json', 'schema', 'properties', ...path]);
      const Text = system.getComponent('Markdown', true);
      const field = (name, tag, attributes, ...options) => h('div', {},
        h('label', {}, h('span', {}, name), h(tag, { name, 'aria-describedby': id + name, ...attributes }, ...options)),
        h('div', { id: id + name }, h(Text, { source: rule(name, 'description') })));
      return h('div', { className: 'reset-fields', onInput: (event) => props.onChange(body(event.currentTarget)) },
        // No maxLength: a browser would cut a longer password that is pasted, and nobody would see it
        field('password', 'input', { type: 'password', autoComplete: 'new-password', required: true,
          minLength: rule('password', 'minLength'), pattern: rule('password', 'pattern') }),
        field('reason', 'input', { type: 'text', autoComplete: 'off', maxLength: rule('reason', 'maxLength') }),
        field('characterType', 'select', {},
          ...['', 'normal', 'db', 'cs'].map((type) => h('option', { key: type, value: type }, type))));
    },
    curl: () => () => null,
  },
});

// The instance and the body come first, because nothing else is required
const optionalHeadersLast = ({ React: { createElement: h } }) => ({
  wrapComponents: {
    parameters: (Original) => (props) => {
      if (!props.operation.has('requestBody')) {
        return h(Original, props);
      }
      const isHeader = (parameter) => parameter.get('in') === 'header';
      const headers = props.parameters.filter(isHeader);
      return h('div', {},
        h(Original, { ...props, parameters: props.parameters.filterNot(isHeader) }),
        h('details', { className: 'optional-headers' },
          h('summary', {}, `Optional headers: ${headers.map((header) => header.get('name')).join(', ')}`),
          h(Original, { ...props, parameters: headers, operation: props.operation.delete('requestBody') })));
    },
  },
});

// Where the dialog closes (Escape, Close), Swagger UI leaves the focus nowhere
const focusBack = ({ React: { createElement: h, useEffect, useState } }) => ({
  wrapComponents: {
    authorizationPopup: (Original) => (props) => {
      const [opener] = useState(() => document.activeElement);
      useEffect(() => () => opener.focus(), [opener]);
      return h(Original, props);
    },
  },
});

// Swagger UI gives these elements no name that a screen reader can say
const NAMES = { '#servers': 'Server', '.examples-select-element': 'Example', '.close-modal': 'Close' };
new MutationObserver(() => Object.entries(NAMES).forEach(([selector, name]) => document.querySelectorAll(selector)
  .forEach((element) => element.setAttribute('aria-label', name))))
  .observe(document.getElementById('docs'), { childList: true, subtree: true });

function body(fields) {
  const given = [...fields.querySelectorAll('[name]')].filter((input) => input.value !== '');
  return JSON.stringify(Object.fromEntries(given.map((input) => [input.name, input.value])));
}

SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#docs',
  plugins: [fieldsInsteadOfText, optionalHeadersLast, focusBack],
  validatorUrl: null,
  persistAuthorization: false,
  requestSnippetsEnabled: false,
  tryItOutEnabled: true,
  docExpansion: 'list',
});
