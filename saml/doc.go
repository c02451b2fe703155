// Package saml is a SAML 2.0 service provider as pure functions: bytes and
// settings in, verdict out. It does no I/O, keeps no clock and no global state.
//
// A posted form goes straight through:
//
//   - [ServiceProvider.Read] decodes and parses it, and says which requests it
//     claims to answer; they are looked up by whoever calls;
//   - [Reading.Judge] holds it against the rules and gives the [Verdict]: every
//     check, the causes of a refusal ranked, and the profile if nothing failed;
//   - diagnose.Explain, in the package above, makes sentences of a refusal.
//
// What Judge depends on beside the message is in [Settings]. The documents around
// a sign-in (requests, metadata, certificates) are in the package below, protocol.
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
// A check that failed carries a typed [Reason] and [Facts], what it measured: all
// that an explanation is chosen from. The rules and their numbers (T1, X4, S6, E3,
// P8 …) are listed in README.md.
package saml
