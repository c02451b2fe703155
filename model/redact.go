package model

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

// MaxLoggedBody is how much of a body the API log keeps, in bytes.
const MaxLoggedBody = 8 << 10

// redacted stands where a secret was.
const redacted = "[removed]"

// secretNames are the parameters and members whose values nobody may read in a log.
var secretNames = map[string]bool{
	"client_secret": true, "code": true, "code_verifier": true, "access_token": true, "refresh_token": true,
	"id_token": true, "token": true, "logout_token": true, "secret": true, "api_key": true, "key": true,
	"password": true, "authorization": true, "link": true, "sealed": true, "verification_token": true,
	"assertion": true, "samlresponse": true, "invitation_code": true, "response": true, "decrypted_assertion": true,
}

// secretText is what is a secret wherever it stands: API keys, and the token in a link.
var secretText = regexp.MustCompile(`/(setup|portal)/[A-Za-z0-9_-]{20,}|sk_[A-Za-z0-9]+_[A-Za-z0-9_-]+|` +
	`(?i:bearer)\s+[A-Za-z0-9._~+/=-]+|([?&]|\\u0026)token=[^&\s"\\]+`)

// mayBeSecret reports whether secretText can match: each of its forms holds one of these words. Looking for the
// words costs a fraction of the expression, and hardly a text has one.
func mayBeSecret(s string) bool {
	return strings.Contains(s, "/setup/") || strings.Contains(s, "/portal/") || strings.Contains(s, "sk_") ||
		strings.Contains(s, "token=") || strings.Contains(strings.ToLower(s), "bearer")
}

func redactText(s string) string {
	if !mayBeSecret(s) {
		return s
	}
	return secretText.ReplaceAllStringFunc(s, func(found string) string {
		if name, _, ok := strings.Cut(found, "token="); ok {
			return name + "token=" + redacted
		}
		return redacted
	})
}

// RedactQuery is a query, or a form, without secrets. What cannot be read is left out.
func RedactQuery(raw string) string {
	var parts []string
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, given := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		if err != nil {
			return "(not URL-encoded)"
		}
		text, err := url.QueryUnescape(value)
		switch {
		case err != nil:
			return "(not URL-encoded)"
		case secretNames[strings.ToLower(strings.TrimSuffix(plain, "[]"))]:
			pair = name + "=" + redacted
		case given && redactText(text) != text:
			pair = name + "=" + redactText(text)
		case redactText(plain) != plain:
			pair = redacted
		}
		parts = append(parts, pair)
	}
	return strings.Join(parts, "&")
}

// RedactBody is the body of a request or an answer without secrets, no more of it than is kept.
func RedactBody(contentType string, body []byte) string {
	return cutBody(WithoutSecrets(contentType, body))
}

// WithoutSecrets is a whole body without secrets. Of what is neither JSON nor a form only the size is told: where
// a secret ends in it nobody knows.
func WithoutSecrets(contentType string, body []byte) string {
	if len(body) == 0 {
		return ""
	}
	kind, _, _ := strings.Cut(contentType, ";")
	if strings.EqualFold(strings.TrimSpace(kind), "application/x-www-form-urlencoded") {
		return RedactQuery(string(body))
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil || decoder.More() {
		return fmt.Sprintf("(%d bytes that are neither JSON nor a form)", len(body))
	}
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(redactValue(value)); err != nil {
		return fmt.Sprintf("(%d bytes of JSON that could not be written)", len(body))
	}
	return strings.TrimSpace(plain.String())
}

// redactValue is a JSON value without secrets.
func redactValue(v any) any {
	switch v := v.(type) {
	case string:
		return redactText(v)
	case []any:
		for i := range v {
			v[i] = redactValue(v[i])
		}
		return v
	case map[string]any:
		plain := make(map[string]any, len(v))
		for name, x := range v {
			if text, isText := x.(string); isText && isSecret(name, text) {
				plain[redactText(name)] = redacted
			} else {
				plain[redactText(name)] = redactValue(x)
			}
		}
		return plain
	}
	return v
}

// errorCode is what the code of an error looks like, which is no secret, and no code of a sign-in.
var errorCode = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

func isSecret(name, value string) bool {
	name = strings.ToLower(name)
	return secretNames[name] && !(name == "code" && len(value) < 40 && errorCode.MatchString(value))
}

func cutBody(s string) string {
	if len(s) <= MaxLoggedBody {
		return s
	}
	end := MaxLoggedBody
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return fmt.Sprintf("%s… (%d bytes)", s[:end], len(s))
}
