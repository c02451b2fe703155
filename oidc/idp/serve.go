package idp

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// idTokenLife is how long an ID token is valid.
const idTokenLife = 5 * time.Minute

func (p *Provider) algorithm() jose.SignatureAlgorithm {
	if _, elliptic := p.Key.(*ecdsa.PrivateKey); elliptic {
		return jose.ES256
	}
	return jose.RS256
}

// ServeHTTP answers for all that a relying party asks of the provider; where browsers
// sign in is for the caller to serve.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/token"):
		p.ServeToken(w, r)
	case strings.HasSuffix(r.URL.Path, "/userinfo"):
		p.ServeUserInfo(w, r)
	default:
		p.ServeDocument(w, r)
	}
}

// ServeDocument answers for the discovery document and the keys.
func (p *Provider) ServeDocument(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/.well-known/openid-configuration"):
		writeJSON(w, http.StatusOK, p.Discovery())
	case strings.HasSuffix(r.URL.Path, "/jwks"):
		writeJSON(w, http.StatusOK, p.Keys())
	default:
		http.NotFound(w, r)
	}
}

// ServeToken exchanges a code: POST to the token endpoint.
func (p *Provider) ServeToken(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	refuse := func(status int, code, description string) {
		writeJSON(w, status, map[string]any{"error": code, "error_description": description})
	}
	if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
		refuse(http.StatusBadRequest, "invalid_request", "A form has to be posted.")
		return
	}
	client, secret := r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	if id, password, ok := r.BasicAuth(); ok {
		client, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(password)
	}
	want, _, known := p.Client(client)
	proved := secret == want
	if p.Apple != nil {
		proved = p.Apple.proves(p, client, secret)
	}
	if !known || !proved {
		refuse(http.StatusUnauthorized, "invalid_client", "Client authentication failed.")
		return
	}
	g, ok := p.open("code", r.PostForm.Get("code"))
	challenge := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	switch {
	case r.PostForm.Get("grant_type") != "authorization_code":
		refuse(http.StatusBadRequest, "unsupported_grant_type", "Only authorization_code is known here.")
	case !ok || g.Client != client || g.RedirectURI != r.PostForm.Get("redirect_uri"):
		refuse(http.StatusBadRequest, "invalid_grant", "The code is unknown, or has expired.")
	case g.Challenge != base64.RawURLEncoding.EncodeToString(challenge[:]):
		refuse(http.StatusBadRequest, "invalid_grant", "PKCE verification failed.")
	default:
		p.grant(w, g, want)
	}
}

// grant answers with tokens, or as the fault has it.
func (p *Provider) grant(w http.ResponseWriter, g grant, secret string) {
	f := faultNamed(g.Fault)
	if f.refuse != nil && f.refuse.code == "" {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.refuse.status)
		_, _ = w.Write([]byte("<h1>Bad gateway</h1>"))
		return
	} else if f.refuse != nil {
		writeJSON(w, f.refuse.status, map[string]any{"error": f.refuse.code, "error_description": f.refuse.description})
		return
	}
	answer := map[string]any{
		"access_token": p.seal("access token", g), "token_type": "Bearer", "expires_in": int(codeLife / time.Second),
		"scope": g.Scope, "id_token": p.idToken(g, f, secret),
	}
	if f.answer != nil {
		f.answer(answer)
	}
	writeJSON(w, http.StatusOK, answer)
}

func (p *Provider) idToken(g grant, f Fault, secret string) string {
	now := p.Clock()
	claims := claimsOf(g.User)
	if f.thin {
		drop("email", "email_verified", "given_name", "family_name", "name")(claims)
	}
	claims["iss"], claims["aud"], claims["nonce"] = p.Issuer, g.Client, g.Nonce
	if p.Apple != nil {
		p.Apple.claims(claims)
	}
	claims["iat"], claims["exp"] = now.Unix(), now.Add(idTokenLife).Unix()
	if f.claims != nil {
		f.claims(claims)
	}
	payload, _ := json.Marshal(claims) // plain data
	key := jose.SigningKey{Algorithm: p.algorithm(), Key: jose.JSONWebKey{Key: p.Key, KeyID: KeyID}}
	switch f.sign {
	case notReadable:
		return "not.a-token"
	case notAtAll:
		encode := base64.RawURLEncoding.EncodeToString
		return encode([]byte(`{"alg":"none"}`)) + "." + encode(payload) + "."
	case bySecret:
		sum := sha256.Sum256([]byte(secret))
		key = jose.SigningKey{Algorithm: jose.HS256, Key: sum[:]}
	case byStranger:
		key.Key = jose.JSONWebKey{Key: p.Stranger, KeyID: "stranger-key"}
	case underOurID:
		key.Key = jose.JSONWebKey{Key: p.Stranger, KeyID: KeyID}
	}
	signer, err := jose.NewSigner(key, nil)
	if err != nil {
		return ""
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return ""
	}
	text, _ := signed.CompactSerialize() // of one signature
	return text
}

// ServeUserInfo gives the claims of an access token.
func (p *Provider) ServeUserInfo(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	g, ok := p.open("access token", token)
	if !ok {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		writeJSON(w, http.StatusUnauthorized, map[string]any{"error": "invalid_token"})
		return
	}
	claims := claimsOf(g.User)
	if f := faultNamed(g.Fault); f.userInfo != nil {
		f.userInfo(claims)
	}
	writeJSON(w, http.StatusOK, claims)
}

func claimsOf(u User) map[string]any {
	claims := map[string]any{"sub": u.Subject, "email": u.Email, "email_verified": true}
	for name, value := range map[string]string{"given_name": u.FirstName, "family_name": u.LastName, "name": u.Name} {
		if value != "" {
			claims[name] = value
		}
	}
	if len(u.Groups) > 0 {
		claims["groups"] = u.Groups
	}
	return claims
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}
