// Package idp is the built-in test identity provider. It signs users in as a
// real provider does, and on demand in every way that goes wrong: each [Fault]
// is a real message with a real defect, made from the sound one.
//
// Like its parent package it is pure: no storage, no HTTP, no clock. Its only
// input beside the arguments is crypto/rand, for keys, IDs and nonces.
package idp
