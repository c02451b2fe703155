package xmldoc

// Limits bound one parse (X11). A zero field means the value of
// [DefaultLimits], so the zero Limits are the defaults. All sizes are bytes as
// they stand in the source. Work for one element grows with the square of
// Attributes and the product of Attributes and Namespaces: keep those small.
type Limits struct {
	Bytes          int // the whole document
	Depth          int // elements within each other
	Elements       int // elements in the document
	Attributes     int // attributes of one element, namespace declarations included
	Namespaces     int // namespace declarations on an element and all its ancestors
	NameBytes      int // one name with its prefix
	AttributeBytes int // one attribute value
	TextBytes      int // one run of text; see UnlimitedText

	Options
}

// Options allow what X4 refuses, for documents that are looked at and never
// accepted. What is allowed is kept and canonicalized as the specification
// says: a CDATA section is read as text.
type Options struct {
	AllowComments bool
	AllowPIs      bool
	AllowCDATA    bool
}

// maxBytes keeps offsets within the 32 bits of the node table.
const maxBytes = 1 << 30

// DefaultLimits returns the limits that the zero [Limits] stand for: several
// times the largest message that identity providers were seen to send.
func DefaultLimits() Limits {
	return Limits{
		Bytes:          768 << 10,
		Depth:          32,
		Elements:       20_000,
		Attributes:     32,
		Namespaces:     32,
		NameBytes:      256,
		AttributeBytes: 4 << 10,
		TextBytes:      64 << 10,
	}
}

// UnlimitedText tells whether text in an element of this local name may exceed
// Limits.TextBytes, up to Limits.Bytes: encrypted assertions and certificates
// are bounded after decoding instead, and attribute values by who reads them.
func UnlimitedText(local []byte) bool {
	switch string(local) {
	case "CipherValue", "X509Certificate", "AttributeValue":
		return true
	}
	return false
}

func (l Limits) withDefaults() Limits {
	def := DefaultLimits()
	for _, f := range [...]struct {
		value *int
		def   int
	}{
		{&l.Bytes, def.Bytes},
		{&l.Depth, def.Depth},
		{&l.Elements, def.Elements},
		{&l.Attributes, def.Attributes},
		{&l.Namespaces, def.Namespaces},
		{&l.NameBytes, def.NameBytes},
		{&l.AttributeBytes, def.AttributeBytes},
		{&l.TextBytes, def.TextBytes},
	} {
		if *f.value == 0 {
			*f.value = f.def
		}
	}
	l.Bytes = min(l.Bytes, maxBytes)
	return l
}
