// Package saml is a SAML 2.0 service provider as pure functions: bytes and
// settings in, verdict out. It does no I/O, keeps no clock and no global state.
//
// Two paths share one set of rules and are never mixed:
//
//   - Acceptance works on verified bytes alone. The posted document is parsed
//     once to find the signature; what the signature covers is canonicalized,
//     verified, and parsed again, and only that second tree ([Verified]) can
//     yield a profile. The first tree ([Untrusted]) is shown, never believed.
//   - Diagnosis runs every check that can still be evaluated, on untrusted data
//     too, and ranks what it found. It can explain and never accept.
//
// The rules and their numbers (T1, X4, S6, E3, P8 …) are listed in README.md,
// which is generated from the tables in this package.
package saml
