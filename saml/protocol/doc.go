// Package protocol makes and reads the documents that a service provider and an
// identity provider exchange around a sign-in:
//
//   - the request that sends a user there ([AuthnRequest]), as it is carried by the
//     HTTP-Redirect and HTTP-POST bindings, and as an identity provider reads it;
//   - the metadata of each side ([ParseMetadata], [SPMetadata]);
//   - certificates, in all the forms in which people pass them on
//     ([ParseCertificate], [ReadCertificate]);
//   - the names that SAML gives to namespaces, bindings and formats.
//
// Nothing in here judges a response or knows the settings of a connection: that is
// package saml, which imports this one. Whatever is read comes from outside, so
// each reader has a limit, and says in a sentence what it got instead and what to
// ask for.
package protocol
