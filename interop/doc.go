// Package interop signs people in through identity providers by other hands.
//
// Each of them runs as its own documentation says, on this machine, and each
// side is configured with nothing but the other's metadata: SimpleSAMLphp (PHP,
// xmlseclibs), pysaml2 (Python, libxmlsec1) and crewjam/saml (Go, goxmldsig).
// A person goes from an app to the provider's own login form and back through
// the assertion consumer service, until the app holds the profile. What is
// signed, and whether the assertion is encrypted, varies from login to login.
//
// The package holds tests alone; those of a provider that is not installed skip.
package interop
