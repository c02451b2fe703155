package protocol

// The tags of ASN.1 that a certificate holds (X.690).
const (
	tagInteger         = 0x02
	tagBitString       = 0x03
	tagOID             = 0x06
	tagUTCTime         = 0x17
	tagGeneralizedTime = 0x18
	tagSequence        = 0x30
	tagSet             = 0x31
	tagVersion         = 0xa0 // [0], constructed
)

// berValue is one value of ASN.1.
type berValue struct {
	tag     byte
	content []byte
	raw     []byte // with tag and length
}

// berReader reads values one behind the other. Unlike DER it takes lengths as
// they are written: with zeros in front, or with an end mark instead. Old tools
// write both.
type berReader struct {
	rest []byte
	bad  bool // something could not be read: nothing after it is
}

// next reads one value. It gives the zero value if there is none.
func (r *berReader) next() berValue {
	v, rest, ok := readBER(r.rest, maxBERDepth)
	if !ok {
		r.bad, r.rest = true, nil
		return berValue{}
	}
	r.rest = rest
	return v
}

// take reads one value that has to be of this tag.
func (r *berReader) take(tag byte) berValue {
	v := r.next()
	if v.tag != tag {
		r.bad, r.rest = true, nil
		return berValue{}
	}
	return v
}

// inside reads what a value consists of.
func (v berValue) inside() *berReader { return &berReader{rest: v.content} }

// maxBERDepth bounds how deep values without a length stand in each other.
const maxBERDepth = 16

func readBER(b []byte, depth int) (v berValue, rest []byte, ok bool) {
	const constructed, longTag, noLength = 0x20, 0x1f, 0x80
	if len(b) < 2 || b[0]&longTag == longTag || depth == 0 {
		return v, nil, false
	}
	v.tag = b[0]
	head, size := 2, int(b[1])
	switch {
	case size == noLength && v.tag&constructed != 0:
		return readEndMarked(b, depth)
	case size >= noLength:
		digits := size - noLength
		if digits == 0 || len(b) < head+digits {
			return v, nil, false
		}
		size = 0
		for _, digit := range b[head : head+digits] {
			if size = size<<8 | int(digit); size > len(b) {
				return v, nil, false
			}
		}
		head += digits
	}
	if size > len(b)-head {
		return v, nil, false
	}
	v.content, v.raw = b[head:head+size], b[:head+size]
	return v, b[head+size:], true
}

// readEndMarked reads a value that ends with two zeros.
func readEndMarked(b []byte, depth int) (v berValue, rest []byte, ok bool) {
	const head, mark = 2, 2
	for rest = b[head:]; ; {
		if len(rest) >= mark && rest[0] == 0 && rest[1] == 0 {
			end := len(b) - len(rest)
			return berValue{tag: b[0], content: b[head:end], raw: b[:end+mark]}, rest[mark:], true
		}
		if _, rest, ok = readBER(rest, depth-1); !ok {
			return v, nil, false
		}
	}
}
