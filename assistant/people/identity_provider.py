"""Signing in at an identity provider by OpenID Connect: authorization code with PKCE, state and nonce.

https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
"""

from __future__ import annotations

import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from assistant.people.errors import ProviderError

SCOPE = "openid profile email"
# signed with a key that the provider publishes; not with the client's secret, and never unsigned
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY_SECONDS = 60  # by which two clocks may differ
TIMEOUT_SECONDS = 10.0
VERIFIER_CHARACTERS = 64
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Somebody, as the provider knows them.

    Attributes:
        email: None where the provider has not checked that it is theirs.
    """

    issuer: str
    subject: str
    name: str
    email: str | None
    groups: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What is kept in the browser while somebody is at the provider."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """An OpenID Connect provider, found by its issuer."""

    issuer: str
    client_id: str
    client_secret: str
    group_claim: str
    _found: dict[str, Any] = field(default_factory=dict)

    def begin(self, redirect_uri: str) -> tuple[str, Journey]:
        """Return the address at the provider that the browser goes to, and what must be kept until it comes back.

        Raises:
            ProviderError: The provider can't be reached.
        """
        journey = Journey(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(VERIFIER_CHARACTERS)[:VERIFIER_CHARACTERS],
        )
        with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=journey.state,
                nonce=journey.nonce,
                code_verifier=journey.verifier,
            )
        return str(url), journey

    def finish(self, redirect_uri: str, journey: Journey, answer: Mapping[str, str]) -> Identity:
        """Return who has signed in.

        Args:
            redirect_uri: The address that the provider sent the browser back to.
            journey: What was kept.
            answer: The parameters that the browser came back with.

        Raises:
            ProviderError: The provider refused, or what it says can't be trusted.
        """
        if not secrets.compare_digest(answer.get("state", "").encode(), journey.state.encode()):
            raise _untrusted("state")
        if "code" not in answer or answer.get("error"):
            raise _untrusted("refused")
        if answer.get("iss", self.issuer).rstrip("/") != self.issuer:  # RFC 9207: another provider's answer
            raise _untrusted("issuer")
        metadata = self._metadata()
        try:
            with self._client(redirect_uri) as client:
                token = client.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=answer["code"],
                    code_verifier=journey.verifier,
                )
        except (OAuthError, httpx.HTTPError, ValueError) as exc:
            raise _untrusted("code") from exc
        return self._read(str(token.get("id_token", "")), journey)

    def _read(self, id_token: str, journey: Journey) -> Identity:
        """Check a token that says who somebody is (OpenID Connect Core, 3.1.3.7)."""
        requests = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "values": [self.issuer, f"{self.issuer}/"]},
            aud={"essential": True, "value": self.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": journey.nonce},
        )
        try:
            token = jwt.decode(id_token, self._keys(), algorithms=ALGORITHMS)
            requests.validate(token.claims)
        except (JoseError, ValueError, TypeError, KeyError) as exc:
            raise _untrusted("token") from exc
        claims = token.claims
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.client_id:
            raise _untrusted("token")
        return self._identity(claims)

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        email = claims.get("email") if claims.get("email_verified") is True else None
        names = (claims.get(name) for name in ("name", "preferred_username", "email", "sub"))
        groups = claims.get(self.group_claim)
        return Identity(
            issuer=self.issuer,
            subject=str(claims["sub"])[:255],
            name=next(name for name in map(_printable, names) if name),
            email=email if isinstance(email, str) and len(email) <= 254 else None,
            groups=frozenset(str(group) for group in groups) if isinstance(groups, list) else frozenset(),
        )

    def _metadata(self) -> dict[str, Any]:
        """Read where the provider's addresses are, once."""
        if "metadata" not in self._found:
            metadata = self._fetch(f"{self.issuer}/.well-known/openid-configuration")
            if str(metadata.get("issuer", "")).rstrip("/") != self.issuer:
                raise _untrusted("issuer")
            if not all(_is_safe(str(metadata.get(name, ""))) for name in ENDPOINTS):
                raise _untrusted("address")
            self._found["metadata"] = metadata
        found: dict[str, Any] = self._found["metadata"]
        return found

    def _keys(self) -> KeySet:
        """Read the keys each time: sign-ins are rare, and a provider changes its keys."""
        return KeySet.import_key_set(self._fetch(self._metadata()["jwks_uri"]))  # type: ignore[arg-type]

    def _fetch(self, url: str) -> dict[str, Any]:
        if not _is_safe(url):
            raise _untrusted("address")
        try:
            answer = httpx.get(url, timeout=TIMEOUT_SECONDS, verify=_trusted_certificates())
            answer.raise_for_status()
            content = answer.json()
        except (httpx.HTTPError, ValueError) as exc:
            raise _untrusted("unreachable") from exc
        if not isinstance(content, dict):
            raise _untrusted("unreachable")
        return content

    def _client(self, redirect_uri: str) -> OAuth2Client:
        return OAuth2Client(
            self.client_id,
            self.client_secret,
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            verify=_trusted_certificates(),
        )


@cache
def _trusted_certificates() -> ssl.SSLContext:
    """Read the certificates that are trusted, once: it takes longer than a request."""
    return httpx.create_ssl_context()


def _untrusted(reason: str) -> ProviderError:
    return ProviderError(f"signing in at the identity provider failed: {reason}", reason=reason)


def _printable(name: object) -> str:
    return "".join(c for c in " ".join(name.split()) if c.isprintable()) if isinstance(name, str) else ""


def _is_safe(url: str) -> bool:
    """Tell whether what goes to an address can't be read on the way."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
