package saml

import (
	"bytes"

	"github.com/segmentio/asm/base64" // an eighth of the time that encoding/base64 takes
)

// Classes of bytes that are no base64 digit.
const (
	b64Skip    = 0x80 + iota // white space
	b64Percent               // %XX, in a form
	b64Plus                  // + in a form: a space, not the digit (T3)
	b64Pad
	b64Bad
)

// digits of base64, by their value.
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// base64 as it stands in XML, and percent-encoded in a form: the value of each
// digit, or a class.
var base64XML, base64Form = base64Tables()

func base64Tables() (inXML, inForm [256]uint8) {
	for i := range inXML {
		inXML[i] = b64Bad
	}
	for i, c := range []byte(digits) {
		inXML[c] = uint8(i)
	}
	for _, c := range []byte(" \t\r\n") {
		inXML[c] = b64Skip
	}
	inXML['='] = b64Pad
	inForm = inXML
	inForm['%'], inForm['+'] = b64Percent, b64Plus
	return inXML, inForm
}

// badBase64 says where and why decoding stopped.
type badBase64 struct {
	offset int // in the source
	char   byte
	reason string
}

// decodeBase64 decodes src into dst, from its start, and returns the value.
// White space is ignored, and percent-encoding undone if the table is that of
// forms. plus counts the + that a form means as spaces.
func decodeBase64(dst, src []byte, table *[256]uint8) (out []byte, plus int, bad *badBase64) {
	if cap(dst) < len(src) {
		dst = make([]byte, 0, len(src)+len(src)/8)
	}
	if out, ok := decodePlain(dst, src, table == &base64Form); ok {
		return out, 0, nil
	}
	return decodeBytewise(dst[:0], src, table)
}

// decodePlain is the way of nearly all values: percent-encoded or not at all,
// with nothing but line breaks between the digits. It decodes in place.
func decodePlain(dst, src []byte, form bool) (out []byte, ok bool) {
	dst = dst[:0]
	if form && bytes.IndexByte(src, '+') >= 0 {
		return nil, false
	}
	for form {
		i := bytes.IndexByte(src, '%')
		if i < 0 {
			break
		}
		if len(src)-i < 3 || unhex[src[i+1]] > 15 || unhex[src[i+2]] > 15 {
			return nil, false
		}
		dst = append(append(dst, src[:i]...), unhex[src[i+1]]<<4|unhex[src[i+2]])
		src = src[i+3:]
	}
	dst = append(dst, src...)
	n, err := base64.StdEncoding.Decode(dst, dst)
	return dst[:n], err == nil
}

// decodeBytewise is for the rest, and to say what is wrong.
func decodeBytewise(dst, src []byte, table *[256]uint8) (out []byte, plus int, bad *badBase64) {
	var acc uint32
	digits, pads := 0, 0
	for i := 0; i < len(src); {
		at, c := i, src[i]
		v := table[c]
		i++
		if v == b64Percent {
			if len(src)-i < 2 || unhex[src[i]] > 15 || unhex[src[i+1]] > 15 {
				return dst, plus, &badBase64{at, c, "a percent sign without two hexadecimal digits"}
			}
			c = unhex[src[i]]<<4 | unhex[src[i+1]]
			v = base64XML[c]
			i += 2
		}
		switch {
		case v < 64 && pads > 0:
			return dst, plus, &badBase64{at, c, "more base64 behind the padding"}
		case v < 64:
			acc = acc<<6 | uint32(v)
			if digits++; digits&3 == 0 {
				dst = append(dst, byte(acc>>16), byte(acc>>8), byte(acc))
			}
		case v == b64Plus:
			plus++
		case v == b64Pad:
			if pads++; pads > 2 || digits&3 < 2 || digits&3+pads > 4 {
				return dst, plus, &badBase64{at, c, "padding where none belongs"}
			}
		case v == b64Bad:
			return dst, plus, &badBase64{at, c, "a character that is not base64"}
		}
	}
	switch {
	case digits&3 == 0 && pads == 0:
	case digits&3+pads != 4:
		return dst, plus, &badBase64{
			len(src), 0, "its length is not a multiple of four: cut short, or characters are missing",
		}
	case pads == 2:
		dst = append(dst, byte(acc>>4))
	default:
		dst = append(dst, byte(acc>>10), byte(acc>>2))
	}
	return dst, plus, nil
}

// unhex is the value of a hexadecimal digit, 255 for any other byte.
var unhex = func() (t [256]uint8) {
	for i := range t {
		t[i] = 255
	}
	for i, c := range []byte("0123456789abcdef") {
		t[c] = uint8(i)
	}
	for i, c := range []byte("ABCDEF") {
		t[c] = uint8(10 + i)
	}
	return t
}()

// decodedXML decodes base64 in the text of an element, at most limit bytes of
// it; ok is false for anything else.
func (e *evaluation) decodedXML(dst, text []byte) (out []byte, ok bool) {
	out, _, bad := decodeBase64(dst, text, &base64XML)
	return out, bad == nil
}
