// Package model holds the nouns of Gatehouse and their rules. It is pure: no
// context, no I/O, and time is an argument. The verbs over the nouns are in
// service/…, each store of them in storage/….
//
// A [Session] is one attempt of one user to sign in. What passed its deadline is
// timed out, which is computed and never stored:
//
//	                 a response that is refused
//	        ┌─────────────────────────────────────────▶ Failed
//	Started ┤ a verified response         the code is exchanged
//	        ├─────────────────▶ Authorized ───────────▶ Successful
//	        │                       └─ ten minutes ───▶ TimedOut
//	        ├─ a verified test sign-in ───────────────▶ Successful
//	        └─ the environment's session timeout ─────▶ TimedOut
//
// A [Connection] signs people in unless it is a draft or inactive:
//
//	      configured             a first sign-in
//	Draft ──────────▶ Validating ───────────────▶ Active
//	  ▲                    │ pause ▼ ▲ resume        │
//	  │                    └──── Inactive ───────────┘
//	  └── reset, from each
//
// A [Domain] of an organization is claimed, and proved by a record in its zone:
//
//	pending ── the record is found, or somebody vouches ──▶ verified
//	   │ ▲
//	   ▼ └── looked for again
//	failed (thirty days went by)
//
// A [Link] for the Admin Portal ends in one of three ways:
//
//	active ── all that it is for is set up ──▶ used
//	   ├── revoked, or a newer one is made ──▶ revoked
//	   └── its time is over ─────────────────▶ expired
package model
