package xmldoc

import "errors"

// C14N chooses a canonicalization. The zero value is inclusive Canonical XML
// 1.0 without comments.
type C14N struct {
	Exclusive  bool   // Exclusive XML Canonicalization 1.0
	Version11  bool   // Canonical XML 1.1; inclusive only
	Comments   bool   // keep comments
	PrefixList string // of InclusiveNamespaces, as written; exclusive only
	Skip       Node   // a subtree left out, the enveloped signature; None or 0 for none
}

// maxPrefixList bounds the work that a hostile PrefixList can cause.
const maxPrefixList = 64

// Canonical appends the canonical form of n and everything in it to dst. On
// failure it returns an error and nil.
func (d *Doc) Canonical(dst []byte, n Node, c C14N) ([]byte, error) {
	return nil, errors.New("xmldoc: no canonical form")
}
