// Package diagnose says why a sign-in was refused, whom it takes to mend that, and
// what they have to do: for whoever runs this service provider, for the customer's
// IT admin in a mail, and for the IT admin who is in the Admin Portal.
//
// It starts where package saml ends. A verdict has findings that are ranked, each
// with its cause, and checks with a typed reason and what was measured. [Explain]
// goes from there to sentences in four steps:
//
//   - the catalogue ([Causes], in the files causes_…) has an entry for each cause;
//   - a closer (closer…, status…) tells the entry more closely, where the reason,
//     the facts or the settings show what is behind this case;
//   - the case (case.go) has the values that the sentences name, made visible and cut;
//   - the words of the identity provider's own screens (provider…) stand in for the
//     general ones.
//
// Text of a message is shown and never searched: parts of it are the sender's.
//
// [LintSettings] and [LintMetadata] say beforehand what would be refused later.
package diagnose
