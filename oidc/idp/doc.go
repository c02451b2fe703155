// Package idp is the test identity provider by OpenID Connect: discovery, keys, authorization, token
// and user information. It signs in whoever it is told to, and plays faults by their
// names, each of which a relying party has to refuse for a reason that is known.
package idp
