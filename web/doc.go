// Package web is the listener: the way in for browsers, identity providers and
// apps. It is the shell: it names each request and finds out whom it comes from,
// sets the headers of every answer, logs, and turns a panic into an answer. What is
// answered is the work of those who mount themselves in it, and they hold no rule:
//
//	web/sso      /sso/…, /{key}                      a sign-in, from the app to the profile
//	web/portal   /setup/…, /portal/…, /admin-portal/ an IT admin sets up single sign-on
//	             /brand/{environment}/               the look of a vendor
//	web/api      /portal/generate_link, /notes       what apps do besides
//	web/ops      /healthz, /assets/…, /              the process itself
//	web/testidp  /test-idp/, /demo                   trying a sign-in out, where that is allowed
//
// They answer through web/internal/respond, which knows what each error is to
// those who ask (see [gatehouse/api]), and through the pages of web/internal/pages.
package web
