// Package model holds the nouns of Gatehouse, their rules, the verbs over them,
// and the [Store] that they need. It knows no engine, no HTTP and no terminal:
// the doors (console, listener, commands) ask a [Desk], and a rule that is
// found in a door belongs here.
package model
