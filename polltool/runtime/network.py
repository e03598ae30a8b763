"""Addresses and the proxy."""

import os
from typing import Any, Dict, Optional

from polltool.runtime.host import demisto

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
PROXY_SCHEMES = ("http://", "https://", "socks5://", "socks5h://", "socks4://", "socks4a://")
CERTIFICATE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def urljoin(url: str, suffix: str = "") -> str:
    """An address and what follows it, with one slash between them."""
    return url + ("" if url[-1:] == "/" else "/") + (suffix[1:] if suffix.startswith("/") else suffix)


def add_http_prefix_if_missing(address: str = "") -> str:
    """The address with ``http://`` in front, unless it has a scheme that proxies use."""
    return address if not address or address.startswith(PROXY_SCHEMES) else "http://" + address


def ensure_proxy_has_http_prefix() -> None:
    """Give the proxies in the environment a scheme."""
    for name in PROXY_VARIABLES:
        if os.environ.get(name):
            os.environ[name] = add_http_prefix_if_missing(os.environ[name])


def skip_proxy() -> None:
    """Take the proxies out of the environment: requests go straight."""
    for name in PROXY_VARIABLES:
        os.environ.pop(name, None)


def skip_cert_verification() -> None:
    """Take the certificate bundles out of the environment, which ``verify=False`` does not overrule."""
    for name in CERTIFICATE_VARIABLES:
        os.environ.pop(name, None)


def handle_proxy(
    proxy_param_name: str = "proxy",
    checkbox_default_value: bool = False,
    handle_insecure: bool = True,
    insecure_param_name: Optional[str] = None,
) -> Dict[str, str]:
    """Follow the instance's parameters on the proxy and on certificates.

    Args:
        proxy_param_name: The parameter that asks for the system's proxy.
        checkbox_default_value: Its value where it is missing.
        handle_insecure: Whether to look at the parameter on certificates.
        insecure_param_name: Its name; ``insecure`` and ``unsecure`` by default.

    Returns:
        The proxies as requests takes them; empty where none are asked for.
    """
    params: Dict[str, Any] = demisto.params()
    proxies: Dict[str, str] = {}
    if params.get(proxy_param_name, checkbox_default_value):
        ensure_proxy_has_http_prefix()
        proxies = {
            scheme: os.environ.get(f"{scheme.upper()}_PROXY") or os.environ.get(f"{scheme}_proxy", "")
            for scheme in ("http", "https")
        }
    else:
        skip_proxy()
    names = (insecure_param_name,) if insecure_param_name is not None else ("insecure", "unsecure")
    if handle_insecure and any(params.get(name, False) for name in names):
        skip_cert_verification()
    return proxies


def get_integration_name() -> str:
    """The name of the integration that runs."""
    return _calling("IntegrationBrand")


def get_integration_instance_name() -> str:
    """The name of the instance that runs."""
    return _calling("IntegrationInstance")


def get_script_name() -> str:
    """The name of the script that runs."""
    return _calling("ScriptName")


def _calling(key: str) -> str:
    value: str = demisto.callingContext.get("context", {}).get(key, "")
    return value
