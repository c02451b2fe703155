"""An identity provider with one user, made of pysaml2 and the standard library.

usage: idp.py DIR HOST:PORT

DIR holds idp.key and idp.crt, and, at each request, sp.xml (the service
provider's metadata) and way.json (what is signed, and whether the assertion is
encrypted).
"""

import functools
import html
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

import saml2.entity
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_UNSPECIFIED, NameID
from saml2.server import Server
from saml2.sigver import RSACrypto, verify_redirect_signature
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

DIR, ADDRESS = sys.argv[1:]
BASE = "http://" + ADDRESS

# By itself pysaml2 encrypts with Triple DES.
saml2.entity.pre_encryption_part = functools.partial(
    saml2.entity.pre_encryption_part, msg_enc="http://www.w3.org/2009/xmlenc11#aes256-gcm"
)


def config(**more):
    return IdPConfig().load(
        {
            "entityid": BASE + "/metadata",
            "xmlsec_binary": "/usr/bin/xmlsec1",
            "key_file": os.path.join(DIR, "idp.key"),
            "cert_file": os.path.join(DIR, "idp.crt"),
            "service": {
                "idp": {
                    "endpoints": {"single_sign_on_service": [(BASE + "/sso", BINDING_HTTP_REDIRECT)]},
                    "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}},
                }
            },
            **more,
        }
    )


def respond(query):
    """The page that posts the response to a request."""
    with open(os.path.join(DIR, "way.json")) as f:
        way = json.load(f)
    idp = Server(config=config(metadata={"local": [os.path.join(DIR, "sp.xml")]}))
    crypto = idp.sec.crypto
    crypto.encrypt_assertion = functools.partial(encrypt_with_aes, crypto.encrypt_assertion)
    request = idp.parse_authn_request(query["SAMLRequest"], BINDING_HTTP_REDIRECT)
    # In the Redirect binding the signature is for the caller to verify.
    certificate, *_ = idp.metadata.certs(request.message.issuer.text, "spsso", "signing")
    if not verify_redirect_signature(query, RSACrypto(None), certificate):
        raise ValueError("the request is not signed by the service provider")
    args = idp.response_args(request.message, [BINDING_HTTP_POST])
    args.pop("name_id_policy", None)
    response = idp.create_authn_response(
        identity={"uid": ["alice"], "mail": [os.environ["INTEROP_EMAIL"]], "givenName": ["Alice"], "sn": ["Smith"]},
        name_id=NameID(format=NAMEID_FORMAT_UNSPECIFIED, text="alice"),
        authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"},
        sign_response=way["signed"] != "assertion",
        sign_assertion=way["signed"] != "response",
        encrypt_assertion=way["encrypted"],
        sign_alg=SIG_RSA_SHA256,
        digest_alg=DIGEST_SHA256,
        **args,
    )
    page = idp.apply_binding(
        args["binding"], str(response), args["destination"], query.get("RelayState", ""), response=True
    )
    return page["data"]


def encrypt_with_aes(encrypt, statement, key, template, key_type, *more, **named):
    return encrypt(statement, key, template, "aes-256", *more, **named)


LOGIN = """<!doctype html><title>Log in</title><form method="post" action="/login">
<input name="user"><input name="password" type="password"><input type="hidden" name="query" value="{}">
<button>Log in</button></form>"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        at = urlsplit(self.path)
        if at.path == "/metadata":
            self.answer(str(entity_descriptor(config())), "application/samlmetadata+xml")
        elif at.path == "/sso":
            self.answer(LOGIN.format(html.escape(at.query)))
        else:
            self.send_error(404)

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if form["user"] != [os.environ["INTEROP_USER"]] or form["password"] != [os.environ["INTEROP_PASSWORD"]]:
            self.send_error(403)
            return
        self.answer(respond(dict(parse_qsl(form["query"][0]))))

    def answer(self, text, kind="text/html; charset=utf-8"):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


host, port = ADDRESS.split(":")
ThreadingHTTPServer((host, int(port)), Handler).serve_forever()
