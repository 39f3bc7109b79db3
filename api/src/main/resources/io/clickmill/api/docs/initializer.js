window.ui = SwaggerUIBundle({
  url: '../openapi.yaml',
  dom_id: '#swagger-ui',
  deepLinking: true,
  tryItOutEnabled: true,
  // By default Swagger UI sends the URL to a validator on the internet.
  validatorUrl: null,
});
