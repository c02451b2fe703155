// Package xmldoc reads one XML document into a flat table and writes it back
// in canonical form. It is the only XML parser that SAML messages pass
// through: what is hashed, what is shown and what is believed all come from
// the same table, so no second parser can read the message differently.
//
// # What is refused, and why
//
// XML allows much that a SAML message never needs and that attackers do. Every
// refusal is an [*Error] with a stable cause, the rule, and the place.
//
//   - X1 `encoding`, `forbidden_character`: UTF-8 only, every byte of it valid,
//     every character one that XML 1.0 allows. Two readers that guess the
//     encoding differently read two different messages. [UTF8] transcodes, in
//     front of the parser, the few other character sets that sound documents
//     declare.
//   - X2 `dtd`, `undefined_entity`: no document type declaration. It is the door
//     to entity expansion bombs, to fetching files, and to attribute defaults
//     that are signed but not written. Only the five predefined entities and
//     character references remain.
//   - X3 `xml_not_well_formed`: well formed to the letter, one root element, and
//     nothing but white space around it.
//   - X4 `comment`, `processing_instruction`, `cdata`: canonicalization drops
//     comments, and a reader that stops at one sees
//     "user@acme.com<!---->.evil.com" as another person. [Options] allows them
//     for documents that are only looked at.
//   - X5 `namespace`, `duplicate_attribute`: Namespaces in XML 1.0 to the letter.
//     A prefix that means nothing, or two things, lets one name pass as another.
//     A namespace name has to be a URI by the grammar of RFC 3986.
//   - X6 `relative_namespace`: Canonical XML demands a failure here.
//   - X11 `limit_*`: each [Limits] is checked while parsing, before the work that
//     it bounds is done, so that time and memory stay linear in the input.
//
// # Values
//
// X7: line ends are normalized and attribute values too (a tab or a line break
// written as itself becomes a space) before anything is read or canonicalized.
//
// Local names, attribute values and texts are slices of the source, or of a
// side buffer if they had to be decoded: they are valid until the [Doc] is
// parsed into again, and must not be written to. Reading allocates nothing.
//
// # Canonical form
//
// [Doc.Canonical] writes exclusive C14N 1.0 or inclusive C14N 1.0 and 1.1 of
// one element, with or without one subtree (the enveloped signature). A
// failure is an error and no bytes. One thing is not done and fails: Canonical
// XML 1.1 below an xml:base, which would have to be joined.
//
// The tests compare all of this with libxml2, byte for byte: a few hundred
// documents as a rule, tens of thousands with GATEHOUSE_SLOW=1.
package xmldoc
