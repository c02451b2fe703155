// Package oidc signs users in by OpenID Connect: the authorization code flow with
// PKCE, a nonce and a state, as a relying party.
//
// A sign-in has two parts, kept apart. [Client.Ask] speaks with the provider and
// notes what came of it as an [Answer]: plain data without a code, a token or a
// secret in it. [Judge] decides about an answer and asks nobody, so that a kept answer
// can be judged again. It notes a typed reason and what it measured for each rule
// that fails; package diagnose puts these into words.
//
// A verdict is of the type of SAML's, by which sessions are recorded, and is made by
// [Judge] alone: it accepts only where each check of this package has passed, and no
// code of package saml accepts anything that came this way.
package oidc
