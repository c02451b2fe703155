// Package web is the listener: the door for browsers, identity providers and
// apps. It reads what arrives, within bounds, asks a [model.Desk], and shows the
// answer; it holds no rule of its own.
//
//	/sso/authorize            an app sends a person to sign in
//	/sso/saml/acs/{key}       an identity provider posts its response
//	/sso/saml/metadata/{key}  what an identity provider needs to know of us
//	/sso/token, /sso/profile  the app fetches the profile
//	/setup/{token}            a setup link of an IT admin, and
//	/portal/{token}           a portal link of an app, which both lead to
//	/admin-portal/            the Admin Portal
//	/brand/{environment}/     its logo and colour
//	/test-idp/                the built-in test identity provider
//	/demo                     an app to try a sign-in with
//	/healthz                  for whoever watches the process
package web
