package model

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// codeBytes are 80 random bits, 16 letters and digits.
const codeBytes = 10

// NewInvitationCode makes the code that an invited member types once, and its hash.
func NewInvitationCode() (code, hash string) {
	var b [codeBytes]byte
	rand.Read(b[:])
	letters := Crockford.EncodeToString(b[:])
	code = letters[:4] + "-" + letters[4:8] + "-" + letters[8:12] + "-" + letters[12:]
	return code, InvitationHash(code)
}

// InvitationHash is the hash of a code as somebody typed it: the case, spaces and dashes do
// not matter, nor the letters that look like digits.
func InvitationHash(code string) string {
	code = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(code))
	h := HashOf("invitation " + code)
	return hex.EncodeToString(h[:])
}
