// Package configuration is the place of what an environment is set to: API keys, redirect
// URIs, the Admin Portal, custom attributes, the variables for an SDK.
package configuration
